import { z } from 'zod'

/** What a job is called within its plan, or a parent by its child: a name that can stand in `{{parents.NAME.result}}`. */
export const Alias = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, { error: 'expected letters, digits, dash, underscore or dot' })
