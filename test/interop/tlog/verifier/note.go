package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// readKey reads log.vkey. The package takes a key id in capitals, too: one spelling is enough.
func readKey(folder string) (note.Verifier, error) {
	text, err := os.ReadFile(folder + "/log.vkey")
	if err != nil {
		return nil, err
	}
	vkey := strings.TrimSuffix(string(text), "\n")
	if vkey == string(text) {
		return nil, fmt.Errorf("log.vkey does not end with a line feed")
	}
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("log.vkey: %v", err)
	}
	if !strings.HasPrefix(vkey, fmt.Sprintf("%s+%08x+", key.Name(), key.KeyHash())) {
		return nil, fmt.Errorf("log.vkey: its id is spelt in another way")
	}
	return key, nil
}

// readCheckpoint opens a signed checkpoint (C2SP tlog-checkpoint).
func readCheckpoint(path string, key note.Verifier) (tlog.Tree, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
	}
	// The package does not mind which bits fill up the last digit of a signature: here every byte of a file counts.
	for _, sig := range append(opened.Sigs, opened.UnverifiedSigs...) {
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return tlog.Tree{}, fmt.Errorf("checkpoint: a signature is spelt in another way")
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("checkpoint: it has not three lines")
	}
	if lines[0] != key.Name() {
		return tlog.Tree{}, fmt.Errorf("checkpoint: it is of %s", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %q is no size", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %q is no root", lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}
