import { formatCount } from '../../contract/formats.ts'

/** Labels of the health page. */
export const doctorWords = {
  title: 'Health', go: 'Check the health of everything', again: 'Check again', checking: 'Checking …', failed: 'The check could not be made',
  summary: (errors: number, warnings: number) => (errors + warnings === 0 ? 'Everything is as it should be.' : [errors > 0 ? `${formatCount(errors, 'thing')} keep${errors === 1 ? 's' : ''} jobs from running` : '', warnings > 0 ? `${formatCount(warnings, 'thing')} could be better` : ''].filter((part) => part !== '').join(', ') + '.'),
  level: { ok: 'fine', warning: 'could be better', error: 'broken' }, at: (clock: string) => `Checked at ${clock}.`, fix: 'Fix', openProfile: 'Open the profile', copyAll: 'Copy as text',
} as const
