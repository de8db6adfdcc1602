import { useLocation, useRoute } from 'preact-iso'
import { Answering } from '../answering/answering.tsx'

/** Tells partners something in an exchange, which asks nothing: after what came in, or after what one sent oneself. */
export default function Note() {
  const { id = '' } = useRoute().params
  const received = useLocation().path.startsWith('/received/')
  return <Answering key={id} of={id} received={received} writing="note" />
}
