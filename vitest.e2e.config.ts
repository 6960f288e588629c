import { defineConfig } from 'vitest/config'

/** The whole product: the built program as a child process, real git, the real `claude` against a stand-in of its API. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    globalSetup: ['e2e/global-setup.ts'],
    // Each file has a world of its own. A run of Claude needs most of a core while it starts: more files at once only wait for one another.
    maxWorkers: 2,
    testTimeout: 60_000,
    // Real programs, a real browser and two busy cores: what fails once is tried once more, and the report says so (retry x1). What fails twice has failed.
    retry: 1,
    // Its own second is too short for a slow machine; what comes sooner is not waited for longer.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
  },
})
