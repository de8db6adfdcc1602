import { useRoute } from 'preact-iso'
import { Answering } from '../answering/answering.tsx'

/** Declines what came in, by a coded reason. */
export default function Decline() {
  const { id = '' } = useRoute().params
  return <Answering of={id} received task="decline" />
}
