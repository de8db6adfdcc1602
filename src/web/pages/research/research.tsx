import { useRoute } from 'preact-iso'
import { Answering } from '../answering/answering.tsx'

/** Says what research found, for the conference that asked for it. */
export default function Research() {
  const { id = '' } = useRoute().params
  return <Answering key={id} of={id} received writing="research" />
}
