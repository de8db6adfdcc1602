import { get, type IncomingMessage } from 'node:http'

/**
 * Clients that ask for something long and hardly read it: a few kilobytes each tenth of a second, all together. Those
 * for whom the service has no place are told so, and go.
 *
 * @throws when one of them is answered otherwise, or none has a place
 */
export async function openSlowReaders(
  url: URL,
  token: string | null,
  count: number,
): Promise<{ reading: number; end(): void }> {
  const asked = await Promise.all(Array.from({ length: count }, () => ask(url, token)))
  const answers = asked.filter((answer) => answer.statusCode === 200)
  const others = asked.filter(({ statusCode }) => ![200, 429, 503].includes(statusCode ?? 0))
  if (answers.length === 0 || others[0]) {
    throw new Error(
      `a slow reader of ${url.pathname} was answered with ${(others[0] ?? asked[0])?.statusCode}`,
    )
  }
  const timer = setInterval(() => {
    for (const answer of answers) answer.read(4096)
  }, 100)
  return {
    reading: answers.length,
    end() {
      clearInterval(timer)
      for (const answer of asked) answer.destroy()
    },
  }
}

function ask(url: URL, token: string | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.pause()
      answer.on('error', () => undefined)
      resolve(answer)
    })
    asked.on('error', reject)
  })
}
