import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findAttachments, keepAttachment, listAttachments } from './attachments.ts'

let home: string
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'dispatch attachments-')) })
afterEach(() => rmSync(home, { recursive: true, force: true }))

const keep = (name: string, text: string): string => {
  const kept = keepAttachment(home, name, Buffer.from(text))
  if (!kept.ok) throw new Error(kept.message)
  return kept.value
}

test('what is kept is the person’s alone, once for each content, and found by its path in a prompt', () => {
  const path = keep('image.png', 'one')
  expect(readFileSync(path, 'utf8')).toBe('one')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  expect(keep('image.png', 'one')).toBe(path)
  const other = keep('image.png', 'two')
  expect(other).not.toBe(path)
  expect(findAttachments(home, `See "${path}", ${other} and ${path} again`)).toEqual([dirname(path), dirname(other)])
  expect(findAttachments(home, `${join(home, 'attachments')}/../secrets ${home}/attachments/short x/attachments/${'a'.repeat(20)}/f`)).toEqual([])
})

test('a name cannot leave its folder and needs no quotes', () => {
  for (const [given, kept] of [['../../etc/passwd', 'passwd'], ['..', 'file'], ['C:\\pictures\\Screen shot 1.png', 'Screen-shot-1.png'], ['.env', 'env'], ['图 (1).jpg', '图-1-.jpg'], ['a\n`$(x)`.txt', 'a-x-.txt'], [`${'x'.repeat(300)}.png`, `${'x'.repeat(100)}.png`]] as const) {
    const path = keep(given, given)
    expect(basename(path)).toBe(kept)
    expect(dirname(dirname(path))).toBe(join(home, 'attachments'))
  }
})

test('those kept long ago are listed', () => {
  const path = keep('a.txt', 'a')
  expect(listAttachments(home, Date.now() - 60_000)).toEqual([])
  expect(listAttachments(home, Date.now() + 60_000)).toEqual([dirname(path)])
  expect(listAttachments(join(home, 'nowhere'), Date.now())).toEqual([])
})
