package main

import (
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

// folderOfTiles reads tiles for the package, which judges them.
type folderOfTiles struct {
	folder string
	size   int64
}

func (f *folderOfTiles) Height() int { return height }

func (f *folderOfTiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folderOfTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		bytes, err := os.ReadFile(f.folder + "/" + c2spPath(tile))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

// c2spPath is the package's path without the height, which C2SP leaves out.
func c2spPath(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// verifyTiles reads every tile of every level through the package, which holds each against the signed root.
func verifyTiles(tree tlog.Tree, hashes tlog.HashReader) error {
	count := tree.N
	for level := 0; count > 0; level++ {
		for first := int64(0); first < count; first += width {
			if _, err := hashes.ReadHashes(indexes(level*height, first, count)); err != nil {
				return fmt.Errorf("tile/%d, hashes from %d: %v", level, first, err)
			}
		}
		count /= width
	}
	return nil
}

// indexes names up to 256 hashes of one level, below count.
func indexes(level int, first, count int64) []int64 {
	var found []int64
	for at := first; at < first+width && at < count; at++ {
		found = append(found, tlog.StoredHashIndex(level, at))
	}
	return found
}

// verifyFiles finds what no log of this size has, and narrower tiles that do not begin the wider ones.
func verifyFiles(folder string, size int64) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if name == "checkpoint" || name == "log.vkey" {
			return nil
		}
		if strings.HasPrefix(name, "records/") {
			return verifyRecordName(name, size)
		}
		return verifyTileFile(folder, name, size)
	})
}

func verifyRecordName(name string, size int64) error {
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
	if !strings.HasPrefix(string(wide), string(narrow)) || (tile.L >= 0 && len(narrow) != tile.W*tlog.HashSize) {
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
