import { startEngine } from './engine.ts'
import { describeProblem } from './problem.ts'

/** How the engine without a window is started. `log` gets a line for each thing worth knowing. */
export interface ServeOptions { home: string; port?: number; lan: boolean; log(line: string): void }

/** Engine + HTTP. `link` opens the page once, with its cookie. */
export async function serve(options: ServeOptions): Promise<{ url: string; link: string; stop(): Promise<void> }> {
  const engine = await startEngine({ home: options.home, port: options.port, report: (message, error) => options.log(describeProblem(message, error, options.home)) })
  const { processes, resumed, lost, cancelled } = engine.recovered
  if (resumed + lost + cancelled + processes > 0) options.log(`recovered from an engine that ended unexpectedly: ${resumed} to resume, ${lost} lost, ${cancelled > 0 ? `${cancelled} cancelled as asked for meanwhile, ` : ''}${processes} left-over processes ended`)
  return { url: engine.url, link: engine.makeLink(), stop: engine.stop }
}
