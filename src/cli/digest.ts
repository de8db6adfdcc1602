import { hash } from 'node:crypto'

/** SHA-256 as 64 lower-case hex digits; text is taken as its UTF-8 bytes. */
export const digestOf = (content: Uint8Array | string): string => hash('sha256', content, 'hex')
