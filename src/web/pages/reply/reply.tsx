import { useRoute } from 'preact-iso'
import { Answering } from '../answering/answering.tsx'

/** Answers what came in, in words, to whoever sent it. */
export default function Reply() {
  const { id = '' } = useRoute().params
  return <Answering key={id} of={id} received writing="reply" />
}
