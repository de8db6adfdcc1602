/** How much of what is being sent has gone, in bytes. */
export type Uploaded = { gone: number; whole: number }

/**
 * `fetch`, which tells how much of a sealed content has gone. Only XMLHttpRequest can: a stream as the body of a `fetch` is for HTTP/2
 * alone, and tells how much was taken from it, not how much has left. It cannot be kept from following a redirect; the policy
 * of the page lets it speak to this origin alone, and an answer of another address is none.
 */
export function fetchTelling(tell: (uploaded: Uploaded) => void): typeof fetch {
  return (address, asked) => {
    const body = asked?.body
    if (!(body instanceof Uint8Array)) return fetch(address, asked)
    return posted(String(address), { ...asked, body: body as Uint8Array<ArrayBuffer> }, tell)
  }
}

function posted(
  address: string,
  { method = 'POST', headers, signal, body }: RequestInit & { body: Uint8Array<ArrayBuffer> },
  tell: (uploaded: Uploaded) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const failed = () => reject(new TypeError('there is no answer'))
    request.open(method, address)
    request.responseType = 'arraybuffer'
    for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => tell({ gone: loaded, whole: total })
    request.onload = () => (request.responseURL === address ? resolve(answerOf(request)) : failed())
    request.onerror = failed
    request.onabort = failed
    signal?.addEventListener('abort', () => request.abort())
    request.send(body)
  })
}

function answerOf(request: XMLHttpRequest): Response {
  const { status, statusText, response } = request
  const headers = new Headers()
  for (const line of request.getAllResponseHeaders().trim().split('\r\n')) {
    const at = line.indexOf(':')
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim())
  }
  const body = status === 204 || status === 304 ? null : (response as ArrayBuffer)
  return new Response(body, { status, statusText, headers })
}
