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

// logKeys are those that a checkpoint is opened with: the log's own, which must have signed it, and those of witnesses.
type logKeys struct {
	own       []note.Verifier
	witnesses []note.Verifier
}

// readKeys reads log.vkey, and witnesses.vkey where there is one. A log that is timed signs a second time with its key, as
// a witness does (C2SP tlog-cosignature).
func readKeys(folder string, timed bool) (logKeys, error) {
	lines, err := readLines(folder + "/log.vkey")
	if err != nil || len(lines) != 1 {
		return logKeys{}, fmt.Errorf("log.vkey is not one line: %v", err)
	}
	// The package takes a key id in capitals, too: one spelling is enough.
	key, err := note.NewVerifier(lines[0])
	if err != nil {
		return logKeys{}, fmt.Errorf("log.vkey: %v", err)
	}
	if !strings.HasPrefix(lines[0], fmt.Sprintf("%s+%08x+", key.Name(), key.KeyHash())) {
		return logKeys{}, fmt.Errorf("log.vkey: its id is spelt in another way")
	}
	keys := logKeys{own: []note.Verifier{key}}
	if timed {
		public, err := publicKey(lines[0], algEd25519)
		if err != nil {
			return logKeys{}, fmt.Errorf("log.vkey: %v", err)
		}
		keys.own = append(keys.own, newCosigner(key.Name(), public))
	}
	lines, err = readLines(folder + "/witnesses.vkey")
	if os.IsNotExist(err) {
		return keys, nil
	}
	if err != nil {
		return logKeys{}, err
	}
	for _, line := range lines {
		public, err := publicKey(line, algCosignature)
		if err != nil {
			return logKeys{}, fmt.Errorf("witnesses.vkey: %v", err)
		}
		witness := newCosigner(strings.Split(line, "+")[0], public)
		if !strings.HasPrefix(line, fmt.Sprintf("%s+%08x+", witness.name, witness.hash)) {
			return logKeys{}, fmt.Errorf("witnesses.vkey: a key does not have its id")
		}
		keys.witnesses = append(keys.witnesses, witness)
	}
	return keys, nil
}

func readLines(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	if lines[len(lines)-1] != "" {
		return nil, fmt.Errorf("%s does not end with a line feed", path)
	}
	return lines[:len(lines)-1], nil
}

// readCheckpoint opens a signed checkpoint (C2SP tlog-checkpoint).
func readCheckpoint(path string, keys logKeys) (tlog.Tree, error) {
	key := keys.own[0]
	bytes, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(append(append([]note.Verifier{}, keys.own...), keys.witnesses...)...))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
	}
	for _, own := range keys.own {
		if !signedBy(opened, own) {
			return tlog.Tree{}, fmt.Errorf("checkpoint: the log has not signed it")
		}
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

func signedBy(opened *note.Note, key note.Verifier) bool {
	for _, sig := range opened.Sigs {
		if sig.Name == key.Name() && sig.Hash == key.KeyHash() {
			return true
		}
	}
	return false
}
