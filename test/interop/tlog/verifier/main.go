// A verifier of an exported log that shares nothing with the product: its hashes, tiles and proofs are those of
// golang.org/x/mod/sumdb/tlog, its notes those of golang.org/x/mod/sumdb/note, as Debian packages them.
//
//	verifier FOLDER [CHECKPOINT-SEEN-BEFORE]
//
// verifies the log in FOLDER, and the trust log in FOLDER/trust where there is one,
// prints what it verified and exits with 0, or says what does not fit and exits with 1.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 2 || len(os.Args) > 3 {
		fmt.Fprintln(os.Stderr, "usage: verifier FOLDER [CHECKPOINT-SEEN-BEFORE]")
		os.Exit(2)
	}
	seen := ""
	if len(os.Args) == 3 {
		seen = os.Args[2]
	}
	said, err := verify(os.Args[1], seen)
	if err != nil {
		fmt.Printf("refused: %v\n", err)
		os.Exit(1)
	}
	fmt.Println(said)
}

func verify(folder, seen string) (string, error) {
	size, records, err := verifyLog(folder, seen, disclosures)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf("verified: %d entries, %d records", size, records)
	if _, err := os.Stat(folder + "/trust"); os.IsNotExist(err) {
		return said, nil
	}
	size, records, err = verifyLog(folder+"/trust", "", trust)
	if err != nil {
		return "", fmt.Errorf("trust: %v", err)
	}
	return fmt.Sprintf("%s; trust log: %d entries, %d records", said, size, records), nil
}

// kind is what tells the two logs apart: how records are read, how their files are called, and whether the log signs with the time, too.
type kind struct {
	given      givenRecords
	verifyName func(name string, size int64) error
	timed      bool
}

var (
	disclosures = kind{disclosureRecords, verifyRecordsName, false}
	trust       = kind{trustRecords, verifyTrustRecordName, true}
)

func verifyLog(folder, seen string, of kind) (size, records int64, err error) {
	keys, err := readKeys(folder, of.timed)
	if err != nil {
		return 0, 0, err
	}
	tree, err := readCheckpoint(folder+"/checkpoint", keys)
	if err != nil {
		return 0, 0, err
	}
	hashes, records, err := readEntries(folder, tree.N, of.given)
	if err != nil {
		return 0, 0, err
	}
	root := emptyRoot
	if tree.N > 0 {
		if root, err = tlog.TreeHash(tree.N, hashes); err != nil {
			return 0, 0, err
		}
	}
	if root != tree.Hash {
		return 0, 0, fmt.Errorf("checkpoint: it signs another root than these entries have")
	}
	if err := verifyTiles(folder, tree.N, hashes); err != nil {
		return 0, 0, err
	}
	if err := verifyFiles(folder, tree.N, of.verifyName); err != nil {
		return 0, 0, err
	}
	paths, err := filepath.Glob(folder + "/checkpoints/*")
	if err != nil {
		return 0, 0, err
	}
	if seen != "" {
		paths = append(paths, seen)
	}
	for _, path := range paths {
		if err := verifyContinues(path, keys, tree, hashes); err != nil {
			return 0, 0, err
		}
	}
	return tree.N, records, nil
}

// verifyContinues holds the tree against a checkpoint that was seen before, by a proof made from its tiles.
func verifyContinues(path string, keys logKeys, tree tlog.Tree, hashes tlog.HashReader) error {
	old, err := readCheckpoint(path, keys)
	if err != nil {
		return err
	}
	if old.N > tree.N {
		return fmt.Errorf("checkpoint: %d entries, and there were %d before", tree.N, old.N)
	}
	if old.N == 0 {
		if old.Hash != emptyRoot {
			return fmt.Errorf("%s: another root of no entries", path)
		}
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}
