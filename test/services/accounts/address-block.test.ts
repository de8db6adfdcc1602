import { describe, expect, it } from 'vitest'
import { addressBlock } from '../../../src/services/accounts/address-block.ts'

describe('where a caller is, as guesses are counted', () => {
  it.each([
    ['an IPv4 address is itself', '203.0.113.7', '203.0.113.7', null],
    ['so is one that a socket for both writes as IPv6', '::ffff:203.0.113.7', '203.0.113.7', null],
    ['of IPv6 it is the /64, in the /48', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['however it is written', '2001:0DB8:0001:0002::6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['zeros in the middle included', '2001:db8::1:0:0:1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['on a link too', 'fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['the machine itself', '::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['what is no address is its own text', 'pipe:[1]', 'pipe:[1]', null],
  ])('%s', (_, address, block, network) => {
    expect(addressBlock(address)).toEqual({ block, network })
  })
})
