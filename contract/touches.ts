import { z } from 'zod'
import './messages.ts'
import { text } from './plain-text.ts'

/** Globs one job may name: more is a list of files, and a folder says it better. */
export const MAX_TOUCHES = 64
const MAX_GLOB = 1024

/** Why a glob never names a file of the repository, and what to write instead; null when it may. */
function faultInNames(glob: string): string | null {
  const own = glob.replace(/^\.\//, '')
  // oxlint-disable-next-line no-control-regex -- they stand in no path anybody types; NUL is told of by itself
  if (/[\u0001-\u001f\u007f]/.test(glob)) return 'expected a path or a glob, found a control character: take it out'
  if (/(^|[/{,])\.\.($|[/},])/.test(glob)) return 'expected a path within the repository, found one with ..: name the folder it leads to'
  if ((own === '' && glob !== '') || /(^|\/)\.($|\/)/.test(own)) return 'expected a file, a folder or a glob, found one with . as a folder: leave the . out, or write ** for all files'
  if (own.includes('//')) return 'expected one / between folders, found two: take one out'
  if (/[*?[{].*\/$/.test(own)) return 'expected a glob of files, found one that ends with /: write ** after it for all files below'
  return null
}

/** What else is wrong with a glob of files a job touches: it is read in another way than it looks. */
function faultInTouch(glob: string): string | null {
  if (glob.startsWith('!')) return 'expected files it touches, found a glob that begins with !: name those it touches, not those it leaves alone'
  if (/^(\/|\\|[A-Za-z]:[\\/])/.test(glob)) return 'expected a path relative to the repository’s root, found an absolute one: begin below the root, as in src/pay/**'
  if (glob.includes('\\')) return 'expected / between folders, found \\: write src/pay/**'
  if (/[()]/.test(glob)) return 'expected a glob of *, **, ?, [] and {}, found parentheses: write {a,b} for one of several, and ? for a parenthesis in a name'
  return null
}

/** A glob that may name files of the repository. */
export const FileGlob = text(MAX_GLOB).min(1).superRefine((glob, context) => {
  const fault = faultInNames(glob)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
})
const Glob = text(MAX_GLOB).min(1).superRefine((glob, context) => {
  const fault = faultInTouch(glob) ?? faultInNames(glob)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
})

/**
 * The files a job says it changes: globs of paths relative to the repository's root. A pattern without one of `*?[{` is a file, or a folder and all below it.
 * Two jobs in place whose globs may match a common path never run at once; one that names none is alone in its repository.
 */
export const Touches = z.array(Glob).max(MAX_TOUCHES)
