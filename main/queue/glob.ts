import picomatch from 'picomatch'

/** A pattern without the `./` or `/` it may begin with. */
export const trimGlob = (glob: string): string => glob.replace(/^\.?\//, '')

/** Whether it names one file, or a folder and all below it. */
export const isPlain = (glob: string): boolean => !picomatch.scan(glob).isGlob

/** The folder or file a plain pattern names. */
export const toPlain = (glob: string): string => trimGlob(glob).replace(/\/+$/, '')

/** Whether a path of the repository is one of those a pattern names. */
export function toTest(glob: string): (path: string) => boolean {
  // Behind a bracket or a brace a + would be a quantifier of the regular expression it becomes, and a group that repeats what repeats takes for ever: it is the character.
  if (!isPlain(glob)) return picomatch(trimGlob(glob).replace(/([\]})])\+/g, '$1\\+'), { dot: true, nonegate: true })
  const plain = toPlain(glob)
  return (path) => path === plain || path.startsWith(`${plain}/`)
}
