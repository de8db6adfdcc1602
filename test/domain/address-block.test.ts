import { expect, it } from 'vitest'
import { addressBlock, addressNetwork } from '../../src/domain/address-block.ts'

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['1:2:3::', '1:2:3:0::/64'],
  ['::4:5:6:7:8', '0:0:0:4::/64'],
  ['1:2:3::7:8', '1:2:3:0::/64'],
  ['0000:0000:0000:0000:0000:ffff:192.168.100.100', '192.168.100.100'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['::ffff:0:c000:207', '0:0:0:0::/64'],
])('%s is limited as %s', (address, block) => {
  expect(addressBlock(address)).toBe(block)
})

it.each([
  ['192.0.2.7', null],
  ['::ffff:192.0.2.7', null],
  ['::FFFF:c000:207', null],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1::/48'],
  ['2001:db8::1:0:0:1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['pipe:[1]', null],
])('%s lies in the network %s', (address, network) => {
  expect(addressNetwork(address)).toBe(network)
})

it.each(['', 'unknown', '1.2.3', ']/@evil.test', 'a'.repeat(10_000), '2001:db8::1::2', '12345::'])(
  'text that is no address (%#) is all one stranger',
  (text) => {
    expect(addressBlock(text)).toBe('unknown')
  },
)
