import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const at = (path: string): string => resolve(import.meta.dirname, path)
/** Native modules stay outside of the bundle; everything else is inside, so that the command line starts in one read. */
const external = ['electron', 'better-sqlite3', 'node-pty', /^node:/]
const entries = { cli: at('main/cli/main.ts'), electron: at('main/electron.ts') }

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main', target: 'node22', minify: false, sourcemap: false, externalizeDeps: false,
      rolldownOptions: { input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))), external, output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
    },
  },
  preload: existsSync(at('preload/index.ts')) ? { build: { outDir: 'out/preload', rolldownOptions: { input: { index: at('preload/index.ts') }, output: { format: 'cjs' } } } } : undefined,
  renderer: existsSync(at('renderer/index.html')) ? { root: at('renderer'), plugins: [react(), tailwindcss()], build: { outDir: at('out/renderer'), minify: true, assetsInlineLimit: 0, rolldownOptions: { input: at('renderer/index.html') } } } : undefined,
})
