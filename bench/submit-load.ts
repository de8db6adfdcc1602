import { Agent, request } from 'node:http'
import type { Presealed } from './presealed.ts'

/** A request body, made before the clock runs, and what its answer must be. */
export type Submission = { body: Buffer; type: string }

/** The multipart forms of referrals, byte for byte what the program of a sender posts. */
export function formsOf(referrals: readonly Presealed[]): Submission[] {
  return referrals.map(({ manifest, signature, content }) => {
    const boundary = `----bench${crypto.randomUUID()}`
    const field = (name: string, value: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const file =
      `--${boundary}\r\ncontent-disposition: form-data; name="content"; filename="content"\r\n` +
      'content-type: application/octet-stream\r\n\r\n'
    const body = Buffer.concat([
      Buffer.from(field('manifest', manifest) + field('signature', signature) + file),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    return { body, type: `multipart/form-data; boundary=${boundary}` }
  })
}

/** What became of a load: how long it took, and each answer's text. */
export type Loaded = { seconds: number; answers: string[] }

/**
 * Posts every submission once over `connections` kept-alive connections, each the next as soon as it has its answer.
 *
 * @throws on the first answer that is not 201
 */
export async function load({
  url,
  token,
  submissions,
  connections,
}: {
  url: string
  token: string | null
  submissions: readonly Submission[]
  connections: number
}): Promise<Loaded> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const waiting = submissions.values()
  const answers: string[] = []
  const sender = async () => {
    for (const submission of waiting) answers.push(await post({ url, token, agent, submission }))
  }
  const begun = performance.now()
  try {
    await Promise.all(Array.from({ length: connections }, sender))
    return { seconds: (performance.now() - begun) / 1000, answers }
  } finally {
    agent.destroy()
  }
}

function post({
  url,
  token,
  agent,
  submission: { body, type },
}: {
  url: string
  token: string | null
  agent: Agent
  submission: Submission
}): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const headers = {
    'content-type': type,
    'content-length': body.length,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  }
  const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (piece: string) => {
      text += piece
    })
    answer.once('error', reject)
    answer.once('end', () => {
      if (answer.statusCode === 201) resolve(text)
      else reject(new Error(`a submission was answered with ${answer.statusCode}: ${text.slice(0, 500)}`))
    })
  })
  asked.once('error', reject)
  asked.end(body)
  return promise
}
