package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// storedHashes has every hash of a tree, as the package numbers them.
type storedHashes []tlog.Hash

func (s storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("there is no hash %d", index)
		}
		found = append(found, s[index])
	}
	return found, nil
}

// readEntries builds the tree of the entries, and holds every record that was given against its entry.
func readEntries(folder string, size int64, verify func(text, entry []byte) error) (hashes storedHashes, records int64, err error) {
	for first := int64(0); first < size; first += width {
		count := widthOf(size, first/width)
		path := c2spPath(tlog.Tile{H: height, L: -1, N: first / width, W: count})
		bundle, err := os.ReadFile(folder + "/" + path)
		if err != nil {
			return nil, 0, err
		}
		for index := first; index < first+int64(count); index++ {
			if len(bundle) < 2 || len(bundle) < 2+int(bundle[0])<<8+int(bundle[1]) {
				return nil, 0, fmt.Errorf("entry %d: it cannot be read from %s", index, path)
			}
			end := 2 + int(bundle[0])<<8 + int(bundle[1])
			entry := bundle[2:end]
			bundle = bundle[end:]
			added, err := tlog.StoredHashes(index, entry, hashes)
			if err != nil {
				return nil, 0, err
			}
			hashes = append(hashes, added...)
			given, err := verifyRecord(folder, index, entry, verify)
			if err != nil {
				return nil, 0, err
			}
			if given {
				records++
			}
		}
		if len(bundle) > 0 {
			return nil, 0, fmt.Errorf("%s: something follows its last entry", path)
		}
	}
	return hashes, records, nil
}

// verifyRecord holds the record that was given for an entry, if one was, against it.
func verifyRecord(folder string, index int64, entry []byte, verify func(text, entry []byte) error) (given bool, err error) {
	text, err := os.ReadFile(fmt.Sprintf("%s/records/%d.json", folder, index))
	if os.IsNotExist(err) {
		return false, nil
	}
	if err == nil {
		err = verify(text, entry)
	}
	if err != nil {
		return false, fmt.Errorf("entry %d: %v", index, err)
	}
	return true, nil
}

// verifyDisclosure recomputes an entry from its record: its type, and SHA-256(salt ‖ record).
func verifyDisclosure(text, entry []byte) error {
	fields := map[string]string{}
	if err := json.Unmarshal(text, &fields); err != nil || len(fields) != 3 || !bytes.HasSuffix(text, []byte("}\n")) {
		return fmt.Errorf("its record cannot be read")
	}
	salt, err := base64.StdEncoding.Strict().DecodeString(fields["salt"])
	if err != nil || len(salt) != 32 {
		return fmt.Errorf("its salt cannot be read")
	}
	digest := sha256.Sum256(append(salt, fields["record"]...))
	commitment := base64.StdEncoding.EncodeToString(digest[:])
	if string(entry) != fmt.Sprintf("despatch-entry/1\n%s\n%s\n", fields["type"], commitment) {
		return fmt.Errorf("the record given for it, or its salt, is not the one that was logged")
	}
	return nil
}

// verifyTrustRecord recomputes an entry of the trust log from its record: the type of its statement, and SHA-256(record).
func verifyTrustRecord(text, entry []byte) error {
	record := bytes.TrimSuffix(text, []byte("\n"))
	var read struct{ Statement string }
	var statement struct{ Despatch string }
	if len(record) == len(text) || json.Unmarshal(record, &read) != nil || json.Unmarshal([]byte(read.Statement), &statement) != nil {
		return fmt.Errorf("its record cannot be read")
	}
	digest := sha256.Sum256(record)
	commitment := base64.StdEncoding.EncodeToString(digest[:])
	kind := strings.Split(statement.Despatch, "/")[0]
	if string(entry) != fmt.Sprintf("despatch-trust/1\n%s\n%s\n", kind, commitment) {
		return fmt.Errorf("the record given for it is not the one that was logged")
	}
	return nil
}
