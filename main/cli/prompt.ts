import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Refusal } from '../../contract/errors.ts'
import type { Surroundings } from './context.ts'
import { usage } from './failure.ts'

/** The contract's MAX_PROMPT_BYTES, said again so that start-up loads no schemas; a test compares them. */
export const MOST_PROMPT_BYTES = 4 * 1024 * 1024

/** Reads the prompt: the argument, standard input for `-`, or a file. Refuses blank and oversized ones before anything is sent. */
export async function readPrompt(argument: string | undefined, file: string | undefined, around: Surroundings): Promise<string> {
  if (argument !== undefined && file !== undefined) throw usage('expected one prompt, found both PROMPT and --prompt-file: leave one out')
  if (argument === undefined && file === undefined) throw usage('expected a prompt, found nothing: write it in quotes, - to read it from standard input, or --prompt-file FILE')
  const prompt = file !== undefined ? await readTextFile(resolve(around.cwd(), file), MOST_PROMPT_BYTES)
    : argument === '-' ? toText(await readBytes(around.stdin, MOST_PROMPT_BYTES), 'standard input') : argument!
  if (prompt.trim() === '') throw usage('expected a prompt, found only blank space: say what Claude should do')
  if (Buffer.byteLength(prompt) > MOST_PROMPT_BYTES) throw tooLarge()
  return prompt
}

/** Reads a text file, or says what is wrong with it. */
export async function readTextFile(path: string, most: number): Promise<string> {
  try {
    const handle = await open(path)
    try {
      if (!(await handle.stat()).isDirectory()) return toText(await readBytes(handle.createReadStream({ autoClose: false }), most), path)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw usage(`expected a file, found none at ${path}: check the path`)
    if (code === 'EACCES') throw usage(`expected a file that may be read, found ${path}, which may not: change its permissions`)
    throw error
  }
  throw usage(`expected a file, found the folder ${path}: name a file in it`)
}

/** Reads a stream to its end, at most `most` bytes. */
export async function readBytes(stream: AsyncIterable<unknown>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
    size += bytes.length
    if (size > most) throw tooLarge()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function toText(bytes: Buffer, from: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw usage(`expected UTF-8 text, found other bytes in ${from}: convert it first`)
  }
}

function tooLarge(): Refusal {
  return new Refusal('too-large', 'expected at most 4 MiB of text, found more: put the material in a file of the repository and name it in the prompt')
}
