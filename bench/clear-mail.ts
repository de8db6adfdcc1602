import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export type ClearMail = { from: string; to: string; message: Uint8Array }

/**
 * Brings every mail once, in clear, over `connections` connections that stay open, each the next as soon as it has
 * its answer: what an office's mail clients do with the server in its own house.
 *
 * @throws on the first answer that is not as it should be
 */
export async function bringInClear(
  port: number,
  mails: readonly ClearMail[],
  connections: number,
): Promise<void> {
  const waiting = mails.values()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: '127.0.0.1', port })
      const replies = repliesOf(socket)
      const demand = async (code: string) => {
        const { value } = await replies.next()
        if (!value?.startsWith(code)) throw new Error(`the mail server answered ${value ?? 'nothing'}`)
      }
      await demand('220')
      socket.write('EHLO office.bench.test\r\n')
      await demand('250')
      for (const { from, to, message } of waiting) {
        socket.write(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`)
        await demand('250')
        await demand('250')
        await demand('354')
        socket.write(message)
        socket.write('\r\n.\r\n')
        await demand('250')
      }
      socket.end('QUIT\r\n')
    }),
  )
}

/** The last line of each reply. */
async function* repliesOf(socket: Socket): AsyncGenerator<string> {
  for await (const line of createInterface({ input: socket })) if (line[3] === ' ') yield line
}
