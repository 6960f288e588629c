import { InlineCode } from '../../ui/inline-code.tsx'
import { planWords as words } from '../../words/plan.ts'
import type { PlanFault, PlanFaults } from './draft.ts'

/** What is wrong, behind the line it is in. */
export function FaultText({ fault: { line, message } }: { fault: PlanFault }) {
  return <>{line !== null && <span className="font-semibold">{words.atLine(line)}: </span>}<InlineCode text={message} /></>
}

/** All that is wrong with a plan; one that is pressed brings its line into view. */
export function FaultList({ faults, more, onGoTo }: PlanFaults & { onGoTo(line: number): void }) {
  return (
    <ul aria-label={words.mistakeList} className="max-h-40 overflow-y-auto border-b border-line px-1.5 py-1 text-red [overflow-wrap:anywhere]">
      {faults.map((fault, index) => (
        <li key={index}>
          {fault.line === null ? <span className="block px-1.5 py-1"><FaultText fault={fault} /></span>
            : <button type="button" title={words.goToLine(fault.line)} className="min-h-11 w-full rounded-md px-1.5 py-1 text-left hover:bg-hover medium:min-h-0" onClick={() => onGoTo(fault.line!)}><FaultText fault={fault} /></button>}
        </li>
      ))}
      {more > 0 && <li className="px-1.5 py-1">{words.moreMistakes(more)}</li>}
    </ul>
  )
}
