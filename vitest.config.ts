import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests beside their files. Whole-app tests have a configuration of their own: vitest.e2e.config.ts. */
export default defineConfig({
  test: {
    include: ['contract/**/*.test.ts', 'main/**/*.test.ts', 'renderer/**/*.test.ts', 'renderer/**/*.test.tsx', 'preload/**/*.test.ts', 'scripts/**/*.test.ts'],
    // Vitest leaves one processor free, which of two is half the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Real processes, repositories and programs: on two busy cores a second is short.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
