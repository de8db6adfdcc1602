import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A submission on its way to the service. */
export type Passing = { bytes: number }
/**
 * What is done with it: carried on; answered with a page of HTML under that status in place of the service, before or
 * `after` the service had it; or the line cut.
 */
export type Verdict = 'carry' | 'cut' | { status: number; after?: boolean }

/** A proxy between a court and the service, which judges every submission and carries everything else. */
export type Between = {
  port: number
  /** submissions that came to it */
  passed: Passing[]
  judge(rule: (passing: Passing) => Verdict): void
  close(): Promise<void>
}

/** @param target the port that the service listens at, known when it has started */
export async function openBetween(target: () => number): Promise<Between> {
  const passed: Passing[] = []
  let rule: (passing: Passing) => Verdict = () => 'carry'
  const server = createServer((asked, answer) => {
    handle(asked, answer).catch(() => answer.destroy())
  })

  async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await wholeOf(asked)
    const isSubmission = asked.method === 'POST' && asked.url === '/api/v1/referrals'
    if (isSubmission) passed.push({ bytes: body.length })
    const verdict = isSubmission ? rule({ bytes: body.length }) : 'carry'
    if (verdict === 'cut') return void asked.socket.destroy()
    if (verdict !== 'carry' && !verdict.after) return page(answer, verdict.status)
    const carried = await carry(asked, body, target())
    if (verdict !== 'carry') return page(answer, verdict.status)
    answer.writeHead(carried.status, carried.headers).end(carried.body)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    passed,
    judge(next) {
      rule = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function page(answer: ServerResponse, status: number): void {
  answer.writeHead(status, { 'content-type': 'text/html' }).end(`<html><h1>${status}</h1><hr>nginx</html>`)
}

type Carried = { status: number; headers: IncomingMessage['headers']; body: Buffer }

function carry({ method, url, headers }: IncomingMessage, body: Buffer, port: number): Promise<Carried> {
  return new Promise((resolve, reject) => {
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (response) => {
      wholeOf(response).then(
        (answered) =>
          resolve({ status: response.statusCode ?? 502, headers: response.headers, body: answered }),
        reject,
      )
    })
    onward.on('error', reject)
    onward.end(body)
  })
}

async function wholeOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece)
  return Buffer.concat(pieces)
}
