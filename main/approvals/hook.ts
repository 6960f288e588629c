import { z } from 'zod'

/** What Claude posts when a call needs permission (PermissionRequest hook of Claude Code 2.1.330; measured). */
export const PermissionRequest = z.object({
  hook_event_name: z.literal('PermissionRequest'),
  tool_name: z.string().min(1).max(500),
  tool_input: z.record(z.string(), z.unknown()).default({}),
  permission_suggestions: z.array(z.record(z.string(), z.unknown())).default([]),
})
export type PermissionRequest = z.infer<typeof PermissionRequest>

/** How a question was decided. */
export type Decision = { allow: true; always: boolean } | { allow: false; message: string; /** The same is refused from now on, unasked. */ always?: boolean }

/** The decision in Claude's words. "Always" lasts as long as the session: nothing is written into the repository. */
export function toHookAnswer(decision: Decision, request: PermissionRequest): Record<string, unknown> {
  const answer = decision.allow
    ? { behavior: 'allow', ...(decision.always ? { updatedPermissions: lasting(request) } : {}) }
    : { behavior: 'deny', message: decision.message }
  return { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: answer } }
}

/** Claude's own suggestions, moved from the repository's settings to the session; where it has none, the tool as a whole. */
function lasting(request: PermissionRequest): Record<string, unknown>[] {
  if (request.permission_suggestions.length > 0) return request.permission_suggestions.map((suggestion) => ({ ...suggestion, destination: 'session' }))
  return [{ type: 'addRules', rules: [{ toolName: request.tool_name }], behavior: 'allow', destination: 'session' }]
}
