import type { Surroundings } from './context.ts'
import { usage } from './failure.ts'
import { readBytes } from './prompt.ts'

/** Reads a secret: typed without being shown in a terminal, else the first line of standard input. */
export async function readSecret(name: string, around: Surroundings): Promise<string> {
  const text = around.stdin.isTTY ? await readHidden(name, around) : (await readBytes(around.stdin, 64 * 1024)).toString('utf8').split('\n', 1)[0]!
  const secret = text.trim()
  if (secret === '') throw usage(`expected ${name} on standard input, found nothing: type or pipe it`)
  return secret
}

/** Reads one line with the terminal's echo off. */
function readHidden(name: string, { stdin, stderr }: Surroundings): Promise<string> {
  const terminal = stdin as NodeJS.ReadStream
  // The echo goes off before anybody is asked to type.
  terminal.setRawMode(true)
  terminal.setEncoding('utf8')
  stderr.write(`${name} (not shown): `)
  return new Promise((settle, reject) => {
    let typed = ''
    const end = () => {
      terminal.off('data', take)
      terminal.setRawMode(false)
      terminal.pause()
      stderr.write('\n')
    }
    const take = (chunk: string) => {
      for (const character of chunk) {
        if (character === '\r' || character === '\n' || character === '\u0004') {
          end()
          return settle(typed)
        }
        if (character === '\u0003') {
          end()
          return reject(usage('expected a secret, found an interrupt: nothing was changed'))
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character
      }
    }
    terminal.on('data', take)
  })
}
