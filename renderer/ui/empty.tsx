import type { ReactNode } from 'react'

/** A place with nothing in it: what it is for, and one next step. */
export function Empty({ icon, title, children, action }: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-2 p-8 text-center">
      {icon && <div aria-hidden="true" className="mb-1 text-soft">{icon}</div>}
      <h2 className="text-head font-semibold">{title}</h2>
      {children && <div className="max-w-96 text-soft">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}

/** Something is being read. Shown only after a moment: most things come before the eye notices. */
export function Loading({ what }: { what: string }) {
  return <div role="status" className="flex flex-1 items-center justify-center p-8 text-soft [animation:arrive_200ms_300ms_both]">{what}</div>
}
