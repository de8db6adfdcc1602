package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

// verifyEntries holds every entry against its leaf, and every record that was given against its entry.
func verifyEntries(folder string, tree tlog.Tree, hashes tlog.HashReader) (records int64, err error) {
	for first := int64(0); first < tree.N; first += width {
		leaves, err := hashes.ReadHashes(indexes(0, first, tree.N))
		if err != nil {
			return 0, err
		}
		path := c2spPath(tlog.Tile{H: height, L: -1, N: first / width, W: len(leaves)})
		bundle, err := os.ReadFile(folder + "/" + path)
		if err != nil {
			return 0, err
		}
		for at, leaf := range leaves {
			index := first + int64(at)
			if len(bundle) < 2 || len(bundle) < 2+int(bundle[0])<<8+int(bundle[1]) {
				return 0, fmt.Errorf("entry %d: it cannot be read from %s", index, path)
			}
			end := 2 + int(bundle[0])<<8 + int(bundle[1])
			entry := bundle[2:end]
			bundle = bundle[end:]
			if tlog.RecordHash(entry) != leaf {
				return 0, fmt.Errorf("entry %d: it is not the one of the tree", index)
			}
			given, err := verifyRecord(folder, index, entry)
			if err != nil {
				return 0, err
			}
			if given {
				records++
			}
		}
		if len(bundle) > 0 {
			return 0, fmt.Errorf("%s: something follows its last entry", path)
		}
	}
	return records, nil
}

// verifyRecord recomputes the entry from the record that was given for it: its type, and SHA-256(salt ‖ record).
func verifyRecord(folder string, index int64, entry []byte) (given bool, err error) {
	text, err := os.ReadFile(fmt.Sprintf("%s/records/%d.json", folder, index))
	if os.IsNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	fields := map[string]string{}
	if err := json.Unmarshal(text, &fields); err != nil || len(fields) != 3 || !bytes.HasSuffix(text, []byte("}\n")) {
		return false, fmt.Errorf("entry %d: its record cannot be read", index)
	}
	salt, err := base64.StdEncoding.Strict().DecodeString(fields["salt"])
	if err != nil || len(salt) != 32 {
		return false, fmt.Errorf("entry %d: its salt cannot be read", index)
	}
	digest := sha256.Sum256(append(salt, fields["record"]...))
	commitment := base64.StdEncoding.EncodeToString(digest[:])
	if string(entry) != fmt.Sprintf("despatch-entry/1\n%s\n%s\n", fields["type"], commitment) {
		return false, fmt.Errorf("entry %d: the record given for it, or its salt, is not the one that was logged", index)
	}
	return true, nil
}
