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
func readEntries(folder string, size int64, given givenRecords) (hashes storedHashes, records int64, err error) {
	for first := int64(0); first < size; first += width {
		count := widthOf(size, first/width)
		path := c2spPath(tlog.Tile{H: height, L: -1, N: first / width, W: count})
		bundle, err := os.ReadFile(folder + "/" + path)
		if err != nil {
			return nil, 0, err
		}
		verify, err := given(folder, first, count)
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
			was, err := verify(index, entry)
			if err != nil {
				return nil, 0, fmt.Errorf("entry %d: %v", index, err)
			}
			if was {
				records++
			}
		}
		if len(bundle) > 0 {
			return nil, 0, fmt.Errorf("%s: something follows its last entry", path)
		}
	}
	return hashes, records, nil
}

// givenRecords reads what was given to open the entries of a bundle; what it returns holds an entry against that, and says whether
// there was anything.
type givenRecords func(folder string, first int64, count int) (func(index int64, entry []byte) (bool, error), error)

// disclosureRecords reads the records of a bundle, all in one file: for each a line with its index, its length and its salt, and the record.
func disclosureRecords(folder string, first int64, count int) (func(index int64, entry []byte) (bool, error), error) {
	path := strings.Replace(c2spPath(tlog.Tile{H: height, L: -1, N: first / width, W: count}), "tile/entries/", "records/", 1)
	text, err := os.ReadFile(folder + "/" + path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	found := map[int64][]byte{}
	if err == nil && len(text) == 0 {
		return nil, fmt.Errorf("%s: it is empty", path)
	}
	for last := first - 1; len(text) > 0; {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		var index, length int64
		var digits string
		_, err := fmt.Sscanf(string(line), "%d %d %s", &index, &length, &digits)
		salt, wrong := base64.StdEncoding.Strict().DecodeString(digits)
		if err != nil || wrong != nil || len(salt) != 32 || string(line) != fmt.Sprintf("%d %d %s", index, length, digits) ||
			index <= last || index >= first+int64(count) || length < 0 || int64(len(rest)) <= length || rest[length] != '\n' {
			return nil, fmt.Errorf("%s: what follows entry %d cannot be read", path, last)
		}
		found[index] = append(salt, rest[:length]...)
		last, text = index, rest[length+1:]
	}
	return func(index int64, entry []byte) (bool, error) {
		salted, given := found[index]
		if !given {
			return false, nil
		}
		return true, verifyDisclosure(salted, entry)
	}, nil
}

// verifyDisclosure recomputes what an entry says of its record: SHA-256(salt ‖ record).
func verifyDisclosure(salted, entry []byte) error {
	digest := sha256.Sum256(salted)
	lines := strings.Split(string(entry), "\n")
	if len(lines) != 4 || lines[0] != "despatch-entry/1" || lines[2] != base64.StdEncoding.EncodeToString(digest[:]) || lines[3] != "" {
		return fmt.Errorf("the record given for it, or its salt, is not the one that was logged")
	}
	return nil
}

// trustRecords reads the records of the trust log, a file for each.
func trustRecords(folder string, _ int64, _ int) (func(index int64, entry []byte) (bool, error), error) {
	return func(index int64, entry []byte) (bool, error) {
		text, err := os.ReadFile(fmt.Sprintf("%s/records/%d.json", folder, index))
		if os.IsNotExist(err) {
			return false, nil
		}
		if err == nil {
			err = verifyTrustRecord(text, entry)
		}
		return true, err
	}, nil
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
