import { Component, type ReactNode } from 'react'
import { TriangleAlert } from 'lucide-react'
import { Button } from './button.tsx'
import { Empty } from './empty.tsx'

const RELOADED = 'dispatch.reloaded'
/** A part that cannot be fetched any more: the engine was updated under the open page. Reloading once mends that; twice within this time it would not. */
const ONCE_MS = 30_000
const isGone = (error: Error): boolean => /dynamically imported module|module script failed|Importing a module/i.test(error.message)

interface GuardProps { title: string; again: string; children: ReactNode }

/** Keeps what breaks in one place from taking the window with it: says what broke and offers to try again. */
export class Guard extends Component<GuardProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override componentDidCatch(error: Error): void {
    if (!isGone(error) || Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < ONCE_MS) return
    sessionStorage.setItem(RELOADED, String(Date.now()))
    location.reload()
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    const retry = (): void => { if (isGone(error)) location.reload(); else this.setState({ error: null }) }
    return <Empty icon={<TriangleAlert size={28} />} title={this.props.title} action={<Button onClick={retry}>{this.props.again}</Button>}>{error.message}</Empty>
  }
}
