import { useRoute } from 'preact-iso'
import { Answering } from '../answering/answering.tsx'

/** Answers what came in, in words, to whoever sent it. */
export default function Reply() {
  const { id = '' } = useRoute().params
  return <Answering of={id} received task="reply" />
}
