import { describe, expect, it } from 'vitest'
import { type SettingsInput, toSettings } from './settings.ts'

const input: SettingsInput = { profile: { permissionMode: 'acceptEdits', allow: ['Bash(npm test *)'], deny: ['WebFetch'], sandbox: 'off' }, apiKeyHelper: null, hook: null, secretPaths: [], readPaths: [] }

describe('toSettings', () => {
  it('has nothing but the rules and the life of transcripts by default', () => {
    expect(toSettings(input)).toEqual({ permissions: { allow: ['Bash(npm test *)'], deny: ['WebFetch'], defaultMode: 'acceptEdits' }, cleanupPeriodDays: 3650 })
  })

  it('denies secrets to Claude’s own tools', () => {
    expect(toSettings({ ...input, secretPaths: ['/data/secrets'] }).permissions.deny).toEqual(['WebFetch', 'Read(//data/secrets)', 'Read(//data/secrets/**)', 'Edit(//data/secrets)', 'Edit(//data/secrets/**)'])
  })

  it('lets Claude read what the prompt came with, and write none of it', () => {
    expect(toSettings({ ...input, readPaths: ['/data/attachments/a1'] }).permissions.allow).toEqual(['Bash(npm test *)', 'Read(//data/attachments/a1/**)'])
  })

  it('gives Claude longer than the question waits', () => {
    const settings = toSettings({ ...input, hook: { url: 'http://127.0.0.1:1/hook', token: 'abc', timeoutMs: 3_600_000 } })
    expect(settings.hooks).toEqual({ PermissionRequest: [{ hooks: [{ type: 'http', url: 'http://127.0.0.1:1/hook', timeout: 3660, headers: { Authorization: 'Bearer abc' } }] }] })
  })

  it('closes the sandbox: no way out by argument, no secrets, no sites but those allowed', () => {
    const { sandbox } = toSettings({ ...input, profile: { ...input.profile, permissionMode: 'bypassPermissions', sandbox: 'required', allow: ['WebFetch(domain:packages.example)', 'WebFetch'] }, secretPaths: ['/data/secrets'] })
    expect(sandbox).toEqual({
      enabled: true, failIfUnavailable: true, autoAllowBashIfSandboxed: true, allowUnsandboxedCommands: false,
      network: { allowedDomains: ['packages.example'], strictAllowlist: true }, filesystem: { allowWrite: [], denyRead: ['/data/secrets'], denyWrite: ['/data/secrets'] },
    })
  })

  it('asks on inside the sandbox where the profile asks', () => {
    expect(toSettings({ ...input, profile: { ...input.profile, permissionMode: 'manual', sandbox: 'required' } }).sandbox?.autoAllowBashIfSandboxed).toBe(false)
  })

  it('skips the warning of a take-over only where the profile allows everything', () => {
    expect(toSettings(input).skipDangerousModePermissionPrompt).toBeUndefined()
    expect(toSettings({ ...input, profile: { ...input.profile, permissionMode: 'bypassPermissions' } }).skipDangerousModePermissionPrompt).toBe(true)
  })
})
