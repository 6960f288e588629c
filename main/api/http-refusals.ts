import type { FastifyReply } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ERROR_CODES, Refusal } from '../../contract/errors.ts'

/** Largest body: a plan of 20,000 jobs, or a prompt of 4 MiB whose every character needs escaping. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024

/** A refusal on its way out: `{"error":{"code","message","details"}}`. */
export function sendError(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply.code(ERROR_CODES[refusal.code].status).header('cache-control', 'no-store').send(refusal.toBody())
}

export const tooLarge = (): Refusal => new Refusal('too-large', `body: expected at most ${MAX_BODY_BYTES / 1024 / 1024} MiB. Put the material in a file of the repository and name it in the prompt.`)

/** The types a body may have, and which was found. */
export function wrongType(found: string | undefined): Refusal {
  return new Refusal('bad-input', `Content-Type: expected application/json, found ${found ?? 'none'} (a plan for POST /api/plans may also be application/yaml or text/plain).`, { field: 'Content-Type' })
}

/** Fastify's own errors in our words. */
export function toRefusal(error: unknown, contentType: string | undefined): Refusal {
  if (error instanceof Refusal) return error
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string }
  if (statusCode === 413) return tooLarge()
  if (statusCode === 415) return wrongType(contentType)
  if (code === 'FST_ERR_BAD_URL') return new Refusal('bad-input', 'Expected a path whose % signs begin a byte, such as %20, found another. Encode the path again.')
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new Refusal('bad-input', 'Expected an id or a name in the path, found one of more than 512 characters.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Refusal('bad-input', `body: expected JSON, found something else (${message ?? code}).`)
  return new Refusal('internal', `Dispatch itself failed: ${message ?? String(error)}. Please report it.`)
}

/** What could not be read as a request at all is answered in the same form. It has shown neither Host nor token, so nothing is told but what is wrong with it. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const refusal = error.code === 'HPE_HEADER_OVERFLOW' ? new Refusal('too-large', 'Expected a path and headers of at most 16 KiB together, found more. Send what is long in the body.')
    : new Refusal('bad-input', 'Expected an HTTP/1.1 request, found something else.')
  const { status } = ERROR_CODES[refusal.code]
  const body = JSON.stringify(refusal.toBody())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`)
}
