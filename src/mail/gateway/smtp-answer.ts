/** An answer other than 250: the SMTP code and a text that begins with its enhanced status code (RFC 3463). */
export type SmtpAnswer = { code: number; text: string }

export const ANSWERS = {
  tlsNeeded: { code: 530, text: '5.7.0 Please issue STARTTLS first; this service takes mail over TLS only' },
  tooManyConnections: {
    code: 421,
    text: '4.7.0 Too many connections from your address; try again in a moment',
  },
  notOurServer: { code: 554, text: '5.7.1 LMTP is for the mail server in front of this service' },
  tooManyRecipients: { code: 452, text: '4.5.3 Too many recipients; send the rest in another transaction' },
  tooLarge: { code: 552, text: '5.3.4 The message is larger than this service takes' },
  noRoom: { code: 452, text: '4.3.1 Too much mail at once; please try again in a moment' },
  localError: { code: 451, text: '4.3.0 Local error; please try again later' },
} as const satisfies Record<string, SmtpAnswer>

/** The error that smtp-server turns into this answer. An answer without an enhanced code is given a general one. */
export function answerError({ code, text }: SmtpAnswer): Error {
  const safe = Number.isInteger(code) && code >= 400 && code <= 599 ? code : 451
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 400)
  const enhanced = line.startsWith(`${Math.floor(safe / 100)}.`)
    ? line
    : `${Math.floor(safe / 100)}.0.0 ${line}`
  return Object.assign(new Error(enhanced), { responseCode: safe })
}
