import { runMeasurements } from '../measurements.ts'

await runMeasurements(import.meta.filename, {
  bundle: () => import('./bundle.ts'),
  idle: () => import('./idle.ts'),
  paint: () => import('./paint.ts'),
  latency: () => import('./latency.ts'),
  scroll: () => import('./scroll.ts'),
  'scroll-log': () => import('./scroll-log.ts'),
  graph: () => import('./graph.ts'),
  soak: () => import('./soak.ts'),
}, ', headless Chromium without a GPU')
