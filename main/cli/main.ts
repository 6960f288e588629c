/**
 * Entry of `dispatch`. Nothing native may be imported before the guard: the database's native part needs Node-API 10 (Node 22.14)
 * and ends an older Node without a message.
 */
if (Number(process.versions.napi) < 10) {
  process.stderr.write(`dispatch: expected Node 22.17 or newer, found ${process.version}: install a newer Node, or run bin/dispatch, which finds one\n`)
  process.exit(2)
}

// Set where the installed app's own program plays Node (bin/dispatch): whatever is started from here is to be itself.
delete process.env.ELECTRON_RUN_AS_NODE

// A reader that went away (`| head`) is no error; a standard error that is closed has nobody to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.stderr.on('error', () => {})

const { runCli } = await import('./run.ts')
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: () => process.cwd(),
})
// Everything is closed by now; a handle somebody forgot must not keep a person's prompt. Two seconds: long enough for any flush.
setTimeout(() => process.exit(), 2000).unref()

export {}
