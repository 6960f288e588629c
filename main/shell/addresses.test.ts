import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import { POLICY } from '../api/page.ts'
import { linkIn, parseLink } from './deep-link.ts'
import { isOwnPage, isSafeLink, mayAsk } from './page-address.ts'
import { answerPage } from './page-files.ts'

afterAll(removeTempFolders)

test('a link shows a job and can do nothing else', () => {
  expect(parseLink('dispatch://job/j4k9wxyz01')).toEqual({ kind: 'open', job: 'j4k9wxyz01' })
  expect(parseLink('dispatch://job/j4k9/')).toEqual({ kind: 'open', job: 'j4k9' })
  for (const bad of ['dispatch://job/', 'dispatch://job/j4', 'dispatch://job/c4k9wxyz01', 'dispatch://job/j4k9/../../x', 'dispatch://job/j4k9"+alert(1)', 'dispatch://cancel/j4k9wxyz01', 'dispatch://me@job/j4k9', 'https://job/j4k9', 'dispatch:job/j4k9', '', `dispatch://job/j${'1'.repeat(300)}`]) expect([bad, parseLink(bad)]).toEqual([bad, null])
  expect(linkIn(['/usr/bin/electron', '.', '--allow-file-access', 'dispatch://nothing', 'dispatch://job/j4k9'])).toEqual({ kind: 'open', job: 'j4k9' })
  expect(linkIn(['electron', '.'])).toBeNull()
})

test('only the own page is the own page, and only https is a link', () => {
  expect(['app://dispatch/', 'app://dispatch/#/job/j1', 'app://dispatch/?x=1'].every(isOwnPage)).toBe(true)
  for (const bad of ['app://dispatch.example/', 'app://dispatch@example/', 'app://me@dispatch/', 'app://other/', 'https://dispatch/', 'file:///dispatch', 'about:blank', '', 'data:text/html,app://dispatch/']) expect([bad, isOwnPage(bad)]).toEqual([bad, false])
  expect(isSafeLink('https://example.org/a?b#c')).toBe(true)
  for (const bad of ['http://example.org', 'https://user@example.org', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'https://', `https://example.org/${'x'.repeat(5000)}`]) expect([bad, isSafeLink(bad)]).toEqual([bad, false])
  expect([mayAsk('clipboard-sanitized-write', 'app://dispatch/'), mayAsk('clipboard-sanitized-write', 'https://example.org/'), mayAsk('media', 'app://dispatch/')]).toEqual([true, false, false])
})

test('the page’s files: its own folder, its own kinds, its rules on each', async () => {
  const folder = tempFolder('page')
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<title>page</title>')
  writeFileSync(join(folder, 'assets/a-1.js'), 'code')
  writeFileSync(join(folder, 'assets/secret.txt'), 'secret')
  writeFileSync(join(folder, 'outside.js'), 'outside')
  const ask = (url: string, method = 'GET') => answerPage({ url, method }, folder)
  const page = await ask('app://dispatch/')
  expect([page.status, await page.text(), page.headers.get('content-security-policy'), page.headers.get('content-type')]).toEqual([200, '<title>page</title>', POLICY, 'text/html; charset=utf-8'])
  const script = await ask('app://dispatch/assets/a-1.js')
  expect([script.status, await script.text(), script.headers.get('content-type')]).toEqual([200, 'code', 'text/javascript; charset=utf-8'])
  for (const [url, status] of [['app://dispatch/outside.js', 404], ['app://dispatch/assets/../outside.js', 404], ['app://dispatch/assets/..%2foutside.js', 404], ['app://dispatch/assets/secret.txt', 404], ['app://dispatch/assets/none.js', 404], ['app://other/', 403]] as const) {
    const answer = await ask(url)
    expect([url, answer.status, answer.headers.get('content-security-policy')]).toEqual([url, status, POLICY])
  }
  expect((await ask('app://dispatch/', 'POST')).status).toBe(405)
  expect(await (await answerPage({ url: 'app://dispatch/', method: 'GET' }, null)).text()).toContain('npm run build')
})
