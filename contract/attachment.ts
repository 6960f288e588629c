/** Largest file a prompt may be given along; in base64 it fits in a request. */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024
