import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MAX_ATTACHMENT_BYTES } from '../../contract/attachment.ts'
import { makePlace, serve } from './testing.ts'

const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
const LONG_AGO = new Date('2020-01-01')

test('an attachment is kept as it came; what is none or too large is refused', async () => {
  const { home } = makePlace()
  const { post } = await serve(home)
  const kept = await post('/api/attachments', { name: 'a b.bin', base64: Buffer.from([0, 255, 10]).toString('base64') })
  expect(kept).toMatchObject({ status: 201, body: { bytes: 3 } })
  expect([...readFileSync(kept.body.path)]).toEqual([0, 255, 10])
  expect(await post('/api/attachments', { name: 'a', base64: 'no base64!' })).toMatchObject({ status: 400, body: { error: { details: { field: 'base64' } } } })
  expect(await post('/api/attachments', { name: 'a', base64: Buffer.alloc(MAX_ATTACHMENT_BYTES + 1).toString('base64') })).toMatchObject({ status: 413, body: { error: { code: 'too-large' } } })
})

test('cleaning up removes what no job and no schedule names, and leaves what a draft may still name', async () => {
  const { home, repository } = makePlace()
  const { post } = await serve(home)
  const [named, scheduled, forgotten, fresh] = await Promise.all(['named', 'scheduled', 'forgotten', 'fresh'].map(async (name) => (await post('/api/attachments', { name, base64: toBase64(name) })).body.path as string))
  for (const path of [named!, scheduled!, forgotten!]) utimesSync(path, LONG_AGO, LONG_AGO)
  await post('/api/jobs', { prompt: `Look at ${named}`, repository, hold: true })
  expect(await post('/api/schedules', { every: '@yearly', job: { prompt: `Look at ${scheduled}`, repository } })).toMatchObject({ status: 201 })
  expect(await post('/api/gc', { dryRun: true })).toMatchObject({ body: { dryRun: true } })
  expect(existsSync(forgotten!)).toBe(true)
  await post('/api/gc', {})
  expect([named, scheduled, forgotten, fresh].map((path) => existsSync(path!))).toEqual([true, true, false, true])
})
