import { runMeasurements } from './measurements.ts'

await runMeasurements(import.meta.filename, {
  submit: () => import('./submit.ts'),
  tick: () => import('./tick.ts'),
  start: () => import('./start.ts'),
  graph: () => import('./graph.ts'),
  propagation: () => import('./propagation.ts'),
  log: () => import('./log.ts'),
  cli: () => import('./cli.ts'),
  idle: () => import('./idle.ts'),
  peers: () => import('./peers.ts'),
})
