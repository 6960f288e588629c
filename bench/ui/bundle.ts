import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Measure } from '../figure.ts'

const LIMIT_KB = 600
const PAGE = join(import.meta.dirname, '..', '..', 'out', 'renderer')

/** What the browser must load before the first screen: what index.html names. */
export const measure: Measure = async () => {
  if (!existsSync(join(PAGE, 'index.html'))) throw new Error('expected the built window in out/renderer, found none: run `npm run build`')
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8')
  const size = (end: string): { count: number; kb: number } => {
    const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1]!).filter((file) => file.endsWith(end))
    return { count: files.length, kb: files.reduce((sum, file) => sum + gzipSync(readFileSync(join(PAGE, file)), { level: 9 }).length, 0) / 1000 }
  }
  const [js, css] = [size('.js'), size('.css')]
  return [{ name: 'first screen: JavaScript and CSS, gzip', target: `< ${LIMIT_KB} kB`, measured: `${(js.kb + css.kb).toFixed(1)} kB (${js.count} scripts ${js.kb.toFixed(1)}, ${css.count} style sheet ${css.kb.toFixed(1)}); the engine serves them uncompressed over loopback`, ok: js.kb + css.kb < LIMIT_KB }]
}
