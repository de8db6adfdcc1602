package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// height is that of a C2SP tile: 256 hashes.
const (
	height = 8
	width  = 1 << height
)

// c2spPath is the package's path without the height, which C2SP leaves out.
func c2spPath(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// verifyTiles compares every tile with what the entries give. The package has a reader that is to hold tiles against a
// root (TileHashReader); as Debian 12 has it, it passes over the first tiles below the edge of the tree, so the tiles are
// computed here instead.
func verifyTiles(folder string, size int64, hashes tlog.HashReader) error {
	for _, tile := range tlog.NewTiles(height, 0, size) {
		// The package names every narrower tile of the edge, too.
		if tile.W < widthOf(size>>(uint(tile.L)*height), tile.N) {
			continue
		}
		want, err := tlog.ReadTileData(tile, hashes)
		if err != nil {
			return err
		}
		found, err := os.ReadFile(folder + "/" + c2spPath(tile))
		if err != nil {
			return err
		}
		if !bytes.Equal(found, want) {
			return fmt.Errorf("%s: it does not follow from the entries", c2spPath(tile))
		}
	}
	return nil
}

// verifyFiles finds what no log of this size has, and narrower tiles that do not begin the wider ones.
func verifyFiles(folder string, size int64, verifyRecords func(name string, size int64) error) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		// The trust log is verified by itself, and so is each earlier checkpoint.
		if name == "checkpoint" || name == "log.vkey" || name == "witnesses.vkey" ||
			strings.HasPrefix(name, "trust/") || strings.HasPrefix(name, "checkpoints/") {
			return nil
		}
		if strings.HasPrefix(name, "records/") {
			return verifyRecords(name, size)
		}
		return verifyTileFile(folder, name, size)
	})
}

// verifyRecordsName takes the name of a file of records: that of the bundle of their entries.
func verifyRecordsName(name string, size int64) error {
	tile, err := tlog.ParseTilePath(strings.Replace(name, "records/", "tile/8/data/", 1))
	if err != nil || tile.W != widthOf(size, tile.N) {
		return fmt.Errorf("%s is no part of a log of %d entries", name, size)
	}
	return nil
}

func verifyTrustRecordName(name string, size int64) error {
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(name, "records/"), ".json"), 10, 64)
	if err != nil || n < 0 || n >= size || name != fmt.Sprintf("records/%d.json", n) {
		return fmt.Errorf("%s is no part of a log of %d entries", name, size)
	}
	return nil
}

func verifyTileFile(folder, name string, size int64) error {
	theirs := strings.Replace(name, "tile/", "tile/8/", 1)
	theirs = strings.Replace(theirs, "tile/8/entries/", "tile/8/data/", 1)
	tile, err := tlog.ParseTilePath(theirs)
	if err != nil {
		return fmt.Errorf("%s is no part of a log", name)
	}
	level := tile.L
	if level < 0 {
		level = 0
	}
	whole := tile
	whole.W = widthOf(size>>(uint(level)*height), tile.N)
	if tile.W > whole.W {
		return fmt.Errorf("%s is no part of a log of %d entries", name, size)
	}
	if tile.W == whole.W {
		return nil
	}
	narrow, err := os.ReadFile(folder + "/" + name)
	if err != nil {
		return err
	}
	wide, err := os.ReadFile(folder + "/" + c2spPath(whole))
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(wide, narrow) || (tile.L >= 0 && len(narrow) != tile.W*tlog.HashSize) {
		return fmt.Errorf("%s does not begin %s", name, c2spPath(whole))
	}
	return nil
}

func widthOf(count, n int64) int {
	left := count - n*width
	if left < 0 {
		return 0
	}
	if left > width {
		return width
	}
	return int(left)
}
