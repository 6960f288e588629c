import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** Who may import whom, on resolved paths. A folder may always import itself. `*` stands for everything of ours. */
const LAYERS: Record<string, readonly string[]> = {
  contract: [],
  'main/queue': ['contract'],
  'main/store': ['contract', 'main/queue'],
  'main/events': ['contract', 'main/store'],
  'main/runner': ['contract'],
  'main/workspace': ['contract'],
  'main/claude': ['contract'],
  'main/profiles': ['contract', 'main/claude'],
  'main/approvals': ['contract', 'main/store'],
  'main/scheduler': ['contract', 'main/queue', 'main/store', 'main/events', 'main/runner', 'main/claude', 'main/profiles', 'main/workspace'],
  'main/api': ['contract', 'main/queue', 'main/store', 'main/events', 'main/runner', 'main/claude', 'main/profiles', 'main/workspace', 'main/approvals', 'main/scheduler', 'main/version.ts'],
  'main/practice': ['contract'],
  'main/shell': ['contract', 'main/events', 'main/version.ts', 'main/api/ipc.ts', 'main/api/page.ts', 'main/cli/client.ts', 'main/cli/connect.ts', 'main/cli/events.ts', 'main/cli/failure.ts'],
  'main/cli': ['contract', 'main/version.ts', 'main/home.ts', 'main/serve.ts', 'main/demo.ts', 'main/api/local-door.ts'],
  main: ['*'],
  preload: ['contract'],
  'renderer/ui': [],
  'renderer/api': ['contract'],
  'renderer/state': ['contract', 'renderer/api'],
  renderer: ['contract', 'renderer'],
  e2e: ['*'],
  bench: ['*'],
  scripts: ['*'],
}

/** Packages that only one place may use. */
const PACKAGES: Record<string, readonly string[]> = {
  'better-sqlite3': ['main/store', 'bench', 'e2e', 'scripts'],
  'node-pty': ['main/runner', 'bench', 'e2e'],
  electron: ['main/shell', 'main/electron.ts', 'main/api/ipc.ts', 'preload', 'scripts'],
}
/** What the vocabulary may use. */
const CONTRACT_PACKAGES = ['zod']

const root = resolve(import.meta.dirname, '..')
const top = ['contract', 'main', 'preload', 'renderer', 'e2e', 'bench', 'scripts']

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* sources(path)
    else if (/\.(ts|tsx|mjs)$/.test(name)) yield path
  }
}

const isTest = (path: string): boolean => /\.test\.tsx?$|[./]testing\.ts$/.test(path)
const within = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)
const layerOf = (path: string): string | undefined => Object.keys(LAYERS).filter((layer) => within(path, layer)).sort((a, b) => b.length - a.length)[0]

function faultsOf(file: string): string[] {
  const path = relative(root, file).split(sep).join('/')
  const layer = layerOf(path)
  if (layer === undefined) return [`${path}: stands in no layer of scripts/check-layers.ts`]
  // Tests may reach for fixtures and neighbours to set their stage; the program may not.
  if (isTest(path)) return []
  const faults: string[] = []
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    if (specifier!.startsWith('.')) {
      const target = relative(root, resolve(dirname(file), specifier!)).split(sep).join('/')
      const allowed = LAYERS[layer]!
      const own = layer === 'main' ? within(target, 'main') : within(target, layer)
      if (!own && !allowed.includes('*') && !allowed.some((place) => within(target, place))) faults.push(`${path}: may not import ${target} (${layer} may import ${allowed.join(', ') || 'nothing of ours'})`)
      const [feature, other] = [/^renderer\/features\/([^/]+)/.exec(path)?.[1], /^renderer\/features\/([^/]+)/.exec(target)?.[1]]
      if (feature !== undefined && other !== undefined && feature !== other) faults.push(`${path}: a feature never imports another feature (${target})`)
    } else {
      const name = specifier!.split('/').slice(0, specifier!.startsWith('@') ? 2 : 1).join('/')
      const places = PACKAGES[name]
      if (places && !places.some((place) => within(path, place))) faults.push(`${path}: only ${places.join(', ')} may import ${name}`)
      if (layer === 'contract' && !CONTRACT_PACKAGES.includes(name)) faults.push(`${path}: the contract may import ${CONTRACT_PACKAGES.join(', ')} only, found ${name}`)
    }
  }
  return faults
}

const files = top.filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false })).flatMap((folder) => [...sources(join(root, folder))])
const faults = files.flatMap(faultsOf)
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(faults.length === 0 ? `layers: ${files.length} files keep them\n` : `layers: ${faults.length} broken\n`)
process.exitCode = faults.length === 0 ? 0 : 1
