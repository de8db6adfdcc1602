package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
)

// Signature types of C2SP signed-note.
const (
	algEd25519     = 1
	algCosignature = 4
)

// cosigner verifies signatures of the type that the package does not know: Ed25519 over a time and the checkpoint.
type cosigner struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

func newCosigner(name string, public ed25519.PublicKey) cosigner {
	text := append([]byte(name+"\n"), algCosignature)
	digest := sha256.Sum256(append(text, public...))
	return cosigner{name, binary.BigEndian.Uint32(digest[:]), public}
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }

func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.public, []byte(signed), sig[8:])
}

// publicKey takes a verifier key apart: NAME+ID+BASE64, the last of a byte for the type and 32 of the key.
func publicKey(vkey string, alg byte) (ed25519.PublicKey, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("it is no verifier key")
	}
	bytes, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(bytes) != 1+ed25519.PublicKeySize || bytes[0] != alg {
		return nil, fmt.Errorf("it is no verifier key of type %d", alg)
	}
	return bytes[1:], nil
}
