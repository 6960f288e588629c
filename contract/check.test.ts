import { expect, test } from 'vitest'
import { FilesCheck } from './check.ts'

test.each(['../x', 'src/../../x', './', 'src/./a', 'src//a', 'src/*/', 'a\0'])('a glob that can match no file is refused where it is written: %j', (glob) => {
  for (const member of ['changed', 'unchanged']) expect(FilesCheck.safeParse({ [member]: ['ok.txt', glob] })).toMatchObject({ success: false, error: { issues: [{ path: [member, 1], message: expect.stringMatching(/^expected .*, found .*: /) }] } })
})

test.each(['src/**', './src', '/src', 'docs/', 'a..b', 'v{1..3}.txt', '+(a|b).txt', '!odd'])('a glob that may match is taken: %j', (glob) => {
  expect(FilesCheck.safeParse({ changed: [glob] }).success).toBe(true)
})
