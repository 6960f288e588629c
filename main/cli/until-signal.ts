/** Resolves at the first request to stop; a second one ends the process at once. */
export function untilSignal(): Promise<void> {
  return new Promise((settle) => {
    let count = 0
    const hear = () => {
      if (++count > 1) process.exit(130)
      settle()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear)
  })
}
