import { git } from './git.ts'

const FALLBACK = { name: 'Dispatch', email: 'dispatch@localhost' }

/**
 * What to add to the environment of a call that commits: nothing where the person has configured a name and an address, else Dispatch's own.
 * Asked of the repository, so that a local or an included identity counts.
 */
export async function identityEnv(repository: string): Promise<Record<string, string>> {
  const found = await git(repository, ['config', '-z', '--get-regexp', '^user\\.(name|email)$'])
  const has = (key: string): boolean => found.ok && found.stdout.split('\0').some((entry) => entry.startsWith(`${key}\n`) && entry.length > key.length + 1)
  if (has('user.name') && has('user.email')) return {}
  return { GIT_AUTHOR_NAME: FALLBACK.name, GIT_AUTHOR_EMAIL: FALLBACK.email, GIT_COMMITTER_NAME: FALLBACK.name, GIT_COMMITTER_EMAIL: FALLBACK.email }
}
