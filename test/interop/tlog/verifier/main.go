// A verifier of an exported log that shares nothing with the product: its hashes, tiles and proofs are those of
// golang.org/x/mod/sumdb/tlog, its notes those of golang.org/x/mod/sumdb/note, as Debian packages them.
//
//	verifier FOLDER [CHECKPOINT-SEEN-BEFORE]
//
// prints what it verified and exits with 0, or says what does not fit and exits with 1.
package main

import (
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
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
	key, err := readKey(folder)
	if err != nil {
		return "", err
	}
	tree, err := readCheckpoint(folder+"/checkpoint", key)
	if err != nil {
		return "", err
	}
	hashes, records, err := readEntries(folder, tree.N)
	if err != nil {
		return "", err
	}
	root := emptyRoot
	if tree.N > 0 {
		if root, err = tlog.TreeHash(tree.N, hashes); err != nil {
			return "", err
		}
	}
	if root != tree.Hash {
		return "", fmt.Errorf("checkpoint: it signs another root than these entries have")
	}
	if err := verifyTiles(folder, tree.N, hashes); err != nil {
		return "", err
	}
	if err := verifyFiles(folder, tree.N); err != nil {
		return "", err
	}
	if seen != "" {
		if err := verifyContinues(seen, key, tree, hashes); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("verified: %d entries, %d records", tree.N, records), nil
}

// verifyContinues holds the tree against a checkpoint that was seen before, by a proof made from its tiles.
func verifyContinues(path string, key note.Verifier, tree tlog.Tree, hashes tlog.HashReader) error {
	old, err := readCheckpoint(path, key)
	if err != nil {
		return err
	}
	if old.N > tree.N {
		return fmt.Errorf("checkpoint: %d entries, and there were %d before", tree.N, old.N)
	}
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}
