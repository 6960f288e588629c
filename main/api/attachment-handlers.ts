import { orRefuse, Refusal } from '../../contract/errors.ts'
import { MAX_ATTACHMENT_BYTES } from '../../contract/attachment.ts'
import { keepAttachment } from '../profiles/attachments.ts'
import type { Handlers } from './handlers.ts'

export const attachmentHandlers = {
  'attachments.add': ({ core }, { name, base64 }) => {
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.byteLength > MAX_ATTACHMENT_BYTES) throw new Refusal('too-large', `base64: expected at most ${MAX_ATTACHMENT_BYTES / 1024 / 1024} MiB, found ${(bytes.byteLength / 1024 / 1024).toFixed(1)}. Put the file in the repository and name it in the prompt.`, { field: 'base64' })
    return { path: orRefuse(keepAttachment(core.home, name, bytes)), bytes: bytes.byteLength }
  },
} satisfies Partial<Handlers>
